export { AmplifyClient, ListAppsCommand, paginateListApps } from "@aws-sdk/client-amplify"
