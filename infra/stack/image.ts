import { fileURLToPath } from 'node:url';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment/schema.js';

/** From dist/stack to the root of Lakeveil's sources. */
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The image that config.ts names; with `-c build=true`, the one that `cdk deploy` builds of these sources by Docker. */
export function taskImage(scope: Construct, { image }: Deployment): ContainerImage {
  if (scope.node.tryGetContext('build') === 'true') {
    return ContainerImage.fromAsset(root, {
      file: 'infra/Dockerfile',
      platform: image.architecture === 'ARM64' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64,
      exclude: ['**/node_modules', '**/dist', '**/cdk.out', '.git', '.interop', 'lakehouse'],
    });
  }
  return ContainerImage.fromEcrRepository(
    Repository.fromRepositoryName(scope, 'Repository', image.repository),
    image.tag,
  );
}
