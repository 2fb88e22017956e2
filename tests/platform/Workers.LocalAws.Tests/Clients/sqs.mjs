// Everything that a worker does with SQS, by the AWS SDK for JavaScript.
import assert from "node:assert/strict";
import {
  ChangeMessageVisibilityCommand, CreateQueueCommand, DeleteMessageBatchCommand, DeleteQueueCommand, GetQueueAttributesCommand,
  GetQueueUrlCommand, ListQueuesCommand, QueueDoesNotExist, ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient,
} from "@aws-sdk/client-sqs";

const sqs = new SQSClient({});
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "orders", Attributes: { VisibilityTimeout: "60" } }));
assert.equal((await sqs.send(new GetQueueUrlCommand({ QueueName: "orders" }))).QueueUrl, QueueUrl);
assert.deepEqual((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: "ord" }))).QueueUrls, [QueueUrl]);

// The SDK compares the MD5 of bodies and attributes by itself.
await sqs.send(new SendMessageCommand({
  QueueUrl, MessageBody: "grüße \u{1F600}", MessageAttributes: { kind: { DataType: "String", StringValue: "test" }, raw: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2]) } },
}));
const batch = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "a", MessageBody: "1" }, { Id: "b", MessageBody: "2" }] }));
assert.deepEqual(batch.Successful.map((entry) => entry.Id), ["a", "b"]);

const { Messages } = await sqs.send(new ReceiveMessageCommand({
  QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, MessageAttributeNames: ["*"], MessageSystemAttributeNames: ["All"],
}));
assert.deepEqual(Messages.map((message) => message.Body).sort(), ["1", "2", "grüße \u{1F600}"]);
const sent = Messages.find((message) => message.MessageAttributes);
assert.equal(sent.MessageAttributes.kind.StringValue, "test");
assert.deepEqual([...sent.MessageAttributes.raw.BinaryValue], [1, 2]);
assert.equal(sent.Attributes.ApproximateReceiveCount, "1");

await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle, VisibilityTimeout: 0 }));
const again = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
assert.equal(again.Messages[0].MessageId, Messages[0].MessageId);
const deleted = await sqs.send(new DeleteMessageBatchCommand({
  QueueUrl, Entries: [again.Messages[0], Messages[1], Messages[2]].map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle })),
}));
assert.equal(deleted.Successful.length, 3);
const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
assert.equal(Attributes.ApproximateNumberOfMessagesNotVisible, "0");

await sqs.send(new DeleteQueueCommand({ QueueUrl }));
await assert.rejects(sqs.send(new ReceiveMessageCommand({ QueueUrl })), QueueDoesNotExist);
