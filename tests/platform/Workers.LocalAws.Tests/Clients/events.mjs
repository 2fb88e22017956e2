// Bus, rule, target, event, replay: by the AWS SDK for JavaScript.
import assert from "node:assert/strict";
import {
  CreateEventBusCommand, DescribeRuleCommand, EventBridgeClient, InvalidEventPatternException, ListTargetsByRuleCommand, PutEventsCommand,
  PutRuleCommand, PutTargetsCommand, ResourceNotFoundException, TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const events = new EventBridgeClient({});
const sqs = new SQSClient({});
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "stock" }));
const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));

const EventBusName = "shop";
await events.send(new CreateEventBusCommand({ Name: EventBusName }));
const EventPattern = JSON.stringify({ source: ["shop.orders"], detail: { total: [{ numeric: [">", 10] }] } });
await events.send(new PutRuleCommand({ Name: "large", EventBusName, EventPattern }));
const targets = await events.send(new PutTargetsCommand({
  Rule: "large", EventBusName, Targets: [{ Id: "queue", Arn: Attributes.QueueArn, InputTransformer: { InputPathsMap: { id: "$.detail.id" }, InputTemplate: '{"order": <id>}' } }],
}));
assert.equal(targets.FailedEntryCount, 0);
assert.equal((await events.send(new ListTargetsByRuleCommand({ Rule: "large", EventBusName }))).Targets[0].Arn, Attributes.QueueArn);
assert.equal((await events.send(new DescribeRuleCommand({ Name: "large", EventBusName }))).State, "ENABLED");

const entry = (id, total) => ({ EventBusName, Source: "shop.orders", DetailType: "OrderCreated", Detail: JSON.stringify({ id, total }) });
const put = await events.send(new PutEventsCommand({ Entries: [entry("small", 5), entry("large", 50), { ...entry("bad", 1), Detail: "no JSON" }] }));
assert.equal(put.FailedEntryCount, 1);
assert.equal(put.Entries[2].ErrorCode, "MalformedDetail");
const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }));
assert.deepEqual(Messages.map((message) => JSON.parse(message.Body)), [{ order: "large" }]);

const Event = JSON.stringify({ id: "1", account: "1", source: "shop.orders", time: "2026-01-01T00:00:00Z", region: "r", "detail-type": "t", detail: { total: 11 } });
assert.equal((await events.send(new TestEventPatternCommand({ EventPattern, Event }))).Result, true);
await assert.rejects(events.send(new PutRuleCommand({ Name: "bad", EventBusName, EventPattern: '{"source": "text"}' })), InvalidEventPatternException);
await assert.rejects(events.send(new DescribeRuleCommand({ Name: "none", EventBusName })), ResourceNotFoundException);
