// Checks CloudFormation templates with the rules "AwsSolutions" of cdk-nag, and writes what breaks a rule as JSON.
//   node check.cjs TEMPLATE...
const path = require('node:path');
const { App, Aspects, CfnResource, DefaultStackSynthesizer, Stack } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { AwsSolutionsChecks } = require('cdk-nag');

const findings = [];
const app = new App({ analyticsReporting: false });
for (const [index, template] of process.argv.slice(2).entries()) {
  const stack = new Stack(app, `Template${index}`, { stackName: path.basename(template, '.template.json'), synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
  new CfnInclude(stack, 'Template', { templateFile: template });
  for (const rule of stack.node.findAll().filter((resource) => typeof resource.eventPattern === 'string')) {
    // CloudFormation accepts text, the CDK only an object.
    rule.eventPattern = JSON.parse(rule.eventPattern);
  }
}

const note = (rule, level, resource, info) =>
  findings.push({ rule, level, stack: Stack.of(resource).stackName, resource: resource.node.id, type: resource.cfnResourceType, info });
Aspects.of(app).add(new AwsSolutionsChecks({
  reports: false,
  additionalLoggers: [{
    onCompliance() {},
    onNonCompliance(data) { note(data.ruleId + (data.findingId ? `[${data.findingId}]` : ''), data.ruleLevel, data.resource, data.ruleInfo); },
    onSuppressed() {},
    onSuppressedError() {},
    onError(data) { note(data.ruleId, 'Unknown', data.resource, data.errorMessage); },
    onNotApplicable() {},
  }],
}));
app.synth();
process.stdout.write(JSON.stringify(findings));
