using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SQS;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Aws;

/// <summary>The SDK's SQS client; it counts its calls.</summary>
internal sealed class CountedSqsClient : AmazonSQSClient
{
    public CountedSqsClient(AmazonSQSConfig config)
        : base(config)
    {
    }

    public CountedSqsClient(AWSCredentials credentials, AmazonSQSConfig config)
        : base(credentials, config)
    {
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerAfter<RetryHandler>(new CallCounter("SQS"));
    }
}
