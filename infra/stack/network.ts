import {
  IpAddresses,
  type ISubnet,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  Subnet,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment/schema.js';
import { addEndpoints } from './endpoints.js';

export interface Network {
  readonly vpc: IVpc;
  readonly subnets: readonly ISubnet[];
  readonly securityGroup: SecurityGroup;
}

/** An existing VPC, or a small one that reaches AWS through endpoints alone. Nothing may connect to a task. */
export function network(scope: Construct, deployment: Deployment): Network {
  const { network: options } = deployment;
  if ('cidr' in options) {
    const vpc = new Vpc(scope, 'Vpc', {
      ipAddresses: IpAddresses.cidr(options.cidr),
      availabilityZones: [...options.availabilityZones],
      natGateways: 0,
      subnetConfiguration: [{ name: 'tasks', subnetType: SubnetType.PRIVATE_ISOLATED }],
    });
    const securityGroup = taskSecurityGroup(scope, vpc);
    addEndpoints(vpc, deployment, securityGroup);
    return { vpc, subnets: vpc.isolatedSubnets, securityGroup };
  }
  const vpc = Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: options.vpcId,
    // Asked for by the type; nothing here places anything by zone.
    availabilityZones: options.subnetIds.map((_, index) => `zone-${index}`),
  });
  const subnets = options.subnetIds.map((id) => Subnet.fromSubnetId(scope, id, id));
  return { vpc, subnets, securityGroup: taskSecurityGroup(scope, vpc) };
}

function taskSecurityGroup(scope: Construct, vpc: IVpc): SecurityGroup {
  const group = new SecurityGroup(scope, 'TaskSecurityGroup', {
    vpc,
    description: 'Lakeveil tasks: HTTPS out, nothing in',
    allowAllOutbound: false,
  });
  group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS, and the engine if it is a service');
  return group;
}
