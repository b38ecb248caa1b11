export { ListPipesCommand, ListTagsForResourceCommand, PipesClient, paginateListPipes } from "@aws-sdk/client-pipes"
