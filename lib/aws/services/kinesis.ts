import type { Service } from "@/lib/aws/types/contract"

/** Kinesis API Reference, ListStreams and ListTagsForStream: 5 a second. */
export const kinesis: Service = {
  name: "Kinesis",
  prefix: "kinesis",
  client: "KinesisClient",
  package: "@aws-sdk/client-kinesis",
  sdk: () => import("@/lib/aws/services/sdk/kinesis"),
  rate: { burst: 5, perSecond: 5 },
}
