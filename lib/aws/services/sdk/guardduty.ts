export {
  GetDetectorCommand,
  GuardDutyClient,
  ListDetectorsCommand,
  paginateListDetectors,
} from "@aws-sdk/client-guardduty"
