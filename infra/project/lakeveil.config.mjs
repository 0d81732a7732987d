/** The configuration inside the container: the task definition says the rest, by its environment and command line. */
const keyId = process.env.LAKEVEIL_KMS_KEY;

export default {
  warehouse: process.env.LAKEVEIL_WAREHOUSE ?? './lakehouse',
  storage: keyId ? { s3: { encryption: { type: 'aws:kms', keyId, bucketKey: true } } } : {},
};
