export {
  AthenaClient,
  GetWorkGroupCommand,
  ListTagsForResourceCommand,
  ListWorkGroupsCommand,
  paginateListTagsForResource,
  paginateListWorkGroups,
} from "@aws-sdk/client-athena"
