import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment/schema.js';

/**
 * Where alarms go. EventBridge and CloudWatch of this account may publish, and say so explicitly: with a policy of its
 * own a topic loses the default one, and alarms would go nowhere without a word.
 */
export function alarmTopic(scope: Construct, deployment: Deployment, key: IKey): Topic {
  const topic = new Topic(scope, 'Alarms', { masterKey: key, enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: ['events.amazonaws.com', 'cloudwatch.amazonaws.com'].map(
        (name) => new ServicePrincipal(name),
      ),
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  for (const email of deployment.alarms.emails) topic.addSubscription(new EmailSubscription(email));
  return topic;
}
