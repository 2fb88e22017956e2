"""A queue, a rule and an event, by boto3."""
import json

import boto3
import botocore.exceptions

sqs, events = boto3.client("sqs"), boto3.client("events")
queue = sqs.create_queue(QueueName="stock", Attributes={"VisibilityTimeout": "5"})["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
events.create_event_bus(Name="shop")
rule = events.put_rule(Name="orders", EventBusName="shop", EventPattern=json.dumps({"source": [{"prefix": "shop."}]}))
assert rule["RuleArn"].endswith(":rule/shop/orders"), rule
assert events.put_targets(Rule="orders", EventBusName="shop", Targets=[{"Id": "queue", "Arn": arn}])["FailedEntryCount"] == 0
assert events.describe_rule(Name="orders", EventBusName="shop")["CreatedBy"] == "000000000000"

put = events.put_events(Entries=[{"EventBusName": "shop", "Source": "shop.orders", "DetailType": "OrderCreated", "Detail": '{"id": 1}'}])
message = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1, AttributeNames=["All"])["Messages"][0]
envelope = json.loads(message["Body"])
assert (envelope["id"], envelope["detail"]) == (put["Entries"][0]["EventId"], {"id": 1}), envelope
sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=10)
sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
assert "QueueUrls" not in sqs.list_queues(QueueNamePrefix="none")
try:
    sqs.get_queue_url(QueueName="none")
    raise AssertionError("a missing queue was found")
except botocore.exceptions.ClientError as error:
    assert error.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue", error.response
