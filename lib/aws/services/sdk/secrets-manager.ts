export { ListSecretsCommand, paginateListSecrets, SecretsManagerClient } from "@aws-sdk/client-secrets-manager"
