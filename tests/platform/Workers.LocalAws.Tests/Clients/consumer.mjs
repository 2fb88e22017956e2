// A foreign worker: sqs-consumer handles every message once, and one that fails again.
import assert from "node:assert/strict";
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Consumer } from "sqs-consumer";

const sqs = new SQSClient({});
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "jobs" }));
for (let tens = 0; tens < 5; tens++) {
  const Entries = Array.from({ length: 10 }, (_, one) => ({ Id: `${one}`, MessageBody: `${10 * tens + one}` }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
}

const handled = [];
let failures = 0;
await new Promise((resolve, reject) => {
  const consumer = Consumer.create({
    queueUrl: QueueUrl, sqs, batchSize: 10, waitTimeSeconds: 1, terminateVisibilityTimeout: true,
    handleMessage: async (message) => {
      if (message.Body === "7" && failures++ === 0) throw new Error("once");
      handled.push(message.Body);
      if (handled.length === 50) consumer.stop();
      return message;
    },
  });
  consumer.on("stopped", resolve);
  consumer.on("error", reject);
  consumer.start();
});

assert.equal(new Set(handled).size, 50);
assert.equal(handled.length, 50);
assert.equal(failures, 2);
const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
assert.equal(Attributes.ApproximateNumberOfMessages, "0");
