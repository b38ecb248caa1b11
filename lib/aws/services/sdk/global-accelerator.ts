export {
  GlobalAcceleratorClient,
  ListAcceleratorsCommand,
  ListTagsForResourceCommand,
  paginateListAccelerators,
} from "@aws-sdk/client-global-accelerator"
