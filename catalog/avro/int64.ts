import avro from 'avsc';

/** Avro long as bigint. Only where int64 is needed: avsc's own long is far faster and throws beyond 2^53. */
export const INT64 = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown) => typeof value === 'bigint' && BigInt.asIntN(64, value) === value,
  compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
});

/** The name under which INT64 stands in schemas compiled with AVRO_REGISTRY. */
export const INT64_NAME = 'lakeveil_int64';
export const AVRO_REGISTRY = { [INT64_NAME]: INT64 };
