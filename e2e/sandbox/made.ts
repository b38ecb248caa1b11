import { createHash } from "node:crypto"
import { NormalizedSchema } from "@smithy/core/schema"
import { stepsOf } from "@/lib/aws/read/values"
import { listsOf, type Path, type Property, type Spec } from "@/lib/aws/types/contract"
import { elementOf, isListShape, memberOf, placeholdersIn, type Shape, type Shapes } from "../support/shapes"
import type { Account, RegionState } from "./account"

/** An item with all that is read beside the list, as the engine puts it together, and with its tags. */
export interface Made {
  item: Record<string, unknown>
  tags: Record<string, string>
}

/** Where items are made, so that two accounts or regions never have the same. */
export interface Where {
  account: Account
  region: string
  state: RegionState
}

const SERVICES = ["orders", "billing", "search", "media", "cart", "profile", "pricing", "shipping", "ledger", "catalog"]
const ENVIRONMENTS = ["prod", "staging", "dev"]

/** A number from 0 to `below` - 1 that depends on the text alone. */
const pick = (text: string, below: number) => createHash("sha256").update(text).digest().readUInt32BE(0) % below
const hex = (text: string, length = 17) => createHash("sha256").update(text).digest("hex").slice(0, length)
const uuid = (text: string) => hex(text, 32).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5")

const nameOf = (index: number) => {
  const service = SERVICES[index % SERVICES.length]
  const turn = Math.floor(index / SERVICES.length)
  return `${service}-${ENVIRONMENTS[turn % 3]}${turn >= 3 ? `-${Math.floor(turn / 3) + 1}` : ""}`
}

/** Texts that look like what AWS writes, by property. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  engine: ["aurora-postgresql", "redis", "valkey"],
  engine_version: ["16.4", "7.1", "8.0"],
  node_type: ["cache.t4g.medium", "ra3.xlplus"],
  instance_type: ["m7g.large.search", "r7g.large.search"],
  instance_types: ["m7g.large", "c7i.xlarge"],
  version: ["1.33", "1.32"],
  launch_type: ["FARGATE", "EC2"],
  encryption: ["KMS", "AES256"],
  protocol: ["HTTP", "HTTPS"],
  target_type: ["ip", "instance"],
  manager: ["CUSTOMER"],
  schedule: ["rate(1 hour)"],
  alarm_state: ["OK", "ALARM"],
  aliases: ["alias/orders", "alias/billing", "alias/backups"],
  metric: ["CPUUtilization", "Errors"],
  namespace: ["AWS/EC2", "AWS/Lambda"],
  addresses: ["10.0.3.17", "10.0.4.21"],
  static_addresses: ["75.2.60.5", "99.83.190.51"],
  values: ["10.0.3.17", "198.51.100.7"],
  record_type: ["A", "CNAME"],
  iam_user: ["orders-prod", "billing-prod"],
  ...{ targets: ["10.0.7.4"], healthy: ["10.0.7.4"], service_linked: ["/", "/aws-service-role/x/"] },
}

/** How the ids of EC2 begin. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  ...{ internet_gateway: "igw", key_pair: "key", nat_gateway: "nat", network_acl: "acl", route_table: "rtb" },
  ...{ vpc_endpoint: "vpce", vpc_peering: "pcx", transit_gateway_attachment: "tgw-attach", ebs_snapshot: "snap" },
  ...{ launch_template: "lt", flow_log: "fl", efs: "fs", cognito_user_pool: "pool", beanstalk_environment: "e" },
}

/** What an ARN calls a kind of resource, where it is not the last word of the type. */
const ARN_KINDS: Readonly<Record<string, string>> = {
  ...{ target_group: "targetgroup", iam_instance_profile: "instance-profile", cloudfront_distribution: "distribution" },
  ...{ ecs_task_definition: "task-definition", acm_certificate: "certificate" },
  ...{ autoscaling_group: "autoScalingGroup", log_group: "log-group", web_acl: "regional/webacl" },
  ...{ batch_environment: "compute-environment", batch_queue: "job-queue", sagemaker_notebook: "notebook-instance" },
}

/** What an ARN ends with, where a kind and a name are not all. @param id the id that the item has beside its name. */
const ARN_ENDS: Readonly<Record<string, (name: string, id: string, parent: string) => string>> = {
  dms_instance: (name) => `rep:${name}`,
  dms_task: (name) => `task:${name}`,
  config_rule: (name) => `config-rule/${name}`,
  rds_proxy: (name) => `db-proxy:${name}`,
  autoscaling_group: (name, id) => `autoScalingGroup:${id}:autoScalingGroupName/${name}`,
  ecs_service: (name, _, parent) => `service/${parent}/${name}`,
  rds_cluster: (name) => `cluster:${name}`,
  rds_snapshot: (name) => `snapshot:${name}`,
  rds_cluster_snapshot: (name) => `cluster-snapshot:${name}`,
  rds_subnet_group: (name) => `subgrp:${name}`,
  elasticache_cluster: (name) => `cluster:${name}`,
  elasticache_group: (name) => `replicationgroup:${name}`,
  efs: (_, id) => `file-system/${id}`,
  cloudfront_distribution: (_, id) => `distribution/${id}`,
  eventbridge_rule: (name, _, parent) => `rule/${parent}/${name}`,
  kms_key: (_, id) => `key/${id}`,
  secret: (name) => `secret:${name}-AbCdEf`,
  web_acl: (name, id) => `regional/webacl/${name}/${id}`,
  cloudwatch_alarm: (name) => `alarm:${name}`,
  log_group: (name) => `log-group:${name}`,
  cloudformation_stack: (name, id) => `stack/${name}/${id}`,
  acm_certificate: (_, id) => `certificate/${id}`,
  transit_gateway: (_, id) => `transit-gateway/${id}`,
  ec2_capacity_reservation: (_, id) => `capacity-reservation/${id}`,
  ecs_container_instance: (name, _, parent) => `container-instance/${parent}/${name}`,
  elasticache_serverless: (name) => `serverlesscache:${name}`,
  efs_access_point: (_, id) => `access-point/${id}`,
  sns_subscription: (name) => `news:${uuid(name)}`,
  iam_oidc_provider: (name) => `oidc-provider/${name}.example.com`,
  iam_saml_provider: (name) => `saml-provider/${name}`,
  iam_server_certificate: (name) => `server-certificate/${name}`,
  waf_rule_group: (name, id) => `regional/rulegroup/${name}/${id}`,
  event_bus: (name) => `event-bus/${name}`,
  event_source_mapping: (_, id) => `event-source-mapping:${id}`,
  graphql_api: (_, id) => `apis/${id}`,
  amplify_app: (_, id) => `apps/${id}`,
  ram_share: (name) => `resource-share/${name}`,
  datasync_task: (name) => `task/${name}`,
  sagemaker_domain: (_, id) => `domain/${id}`,
  fsx: (_, id) => `file-system/${id}`,
  transfer_server: (_, id) => `server/${id}`,
  backup_vault: (name) => `backup-vault:${name}`,
  backup_plan: (_, id) => `backup-plan:${id}`,
  state_machine: (name) => `stateMachine:${name}`,
  scheduler_schedule: (name) => `schedule/${name}/${name}`,
  msk_cluster: (name) => `cluster/${name}/${uuid(name)}-7`,
  mq_broker: (name, id) => `broker:${name}:${id}`,
  emr_cluster: (_, id) => `cluster/${id}`,
  elb_listener: (name, id) => `listener/app/${name}/${id}`,
  lambda_layer: (name) => `layer:${name}`,
  rds_global_cluster: (name) => `global-cluster:${name}`,
  bedrock_guardrail: (_, id) => `guardrail/${id}`,
  opensearch_serverless_collection: (_, id) => `collection/${id}`,
  app_runner_service: (name, id) => `service/${name}/${id}`,
  global_accelerator: (name) => `accelerator/${uuid(name)}`,
  identity_center: (name) => `instance/ssoins-${hex(name, 16)}`,
}

/** The services whose ARNs name no region. */
const GLOBAL = ["iam", "cloudfront", "globalaccelerator", "sso"]

const anyoneMay = (open: boolean) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Principal: open ? "*" : { AWS: "123456789012" }, Action: "*" }] })

/** What a property's text is, where AWS writes JSON or a list into it. */
const WRITTEN: Readonly<Record<string, (seed: string, arnOf: (kind: string) => string) => string>> = {
  trusts: () =>
    encodeURIComponent(
      JSON.stringify({ Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" } }] }),
    ),
  is_open: (seed) => anyoneMay(pick(seed, 7) === 0),
  dead_letter_queue: (_, arnOf) => JSON.stringify({ deadLetterTargetArn: arnOf("sqs") }),
}

/**
 * Makes items of a type from its data and the SDK's schemas: each path that the type reads gets a value of its kind, alike at
 * each call.
 */
export function makeItems(spec: Spec, { item: shape }: Shapes, count: number, where: Where): Made[] {
  return Array.from({ length: count }, (_, index) => new Maker(spec, shape, index, where).make())
}

class Maker {
  readonly item: Record<string, unknown> = {}
  readonly seed: string
  readonly name: string

  constructor(
    readonly spec: Spec,
    readonly shape: Shape,
    readonly index: number,
    readonly where: Where,
  ) {
    this.seed = this.#seedOf(spec.type, index)
    this.name = nameOf(index)
  }

  #seedOf(type: string, index: number): string {
    return `${type} ${this.where.region} ${this.where.account.accountId} ${index}`
  }

  make(): Made {
    const { spec, index } = this
    for (const [key, property] of Object.entries(spec.properties)) {
      if (property.kind !== "items") this.#put(property.path, key, property)
      else
        for (const member of Object.values(property.members))
          this.#put(`${property.path}.${first(member)}`, key, property)
    }
    const identity = [...placeholders(spec.arn ?? ""), ...(spec.id.includes("{") ? placeholders(spec.id) : [spec.id])]
    for (const path of [spec.vpc, spec.subnet, spec.status, spec.title, ...identity]) if (path) this.#put(path, "")
    for (const call of [
      ...listsOf(spec),
      ...(spec.details ?? []),
      ...(spec.tags && typeof spec.tags === "object" ? [spec.tags] : []),
    ]) {
      if ("when" in call && call.when) this.#set(call.when.path, call.when.is[0])
      const named =
        "ids" in call ? [call.id] : Object.values(call.input ?? {}).flatMap((one) => placeholders(String(one)))
      for (const path of named) if (!["P", "R", "O"].includes(path)) this.#put(path, "")
    }
    // Balancers are made elsewhere.
    if (spec.parent?.operation === "DescribeLoadBalancers") Object.assign(this.item, this.#ofBalancer())
    // Few snapshots are for all.
    if (spec.join && (spec.join.as !== "Published" || index % 9 === 1))
      this.#set(`${spec.join.as}[].${spec.join.key}`, this.#at(spec.join.id))
    if (spec.owner && !spec.owner.includes("@")) this.#set(spec.owner, this.where.account.accountId)
    if (spec.where)
      this.#set(spec.where.path, spec.where.is === "{O}" ? this.where.account.accountId : this.where.region)
    const tags: Record<string, string> =
      spec.tags === null || index % 4 === 0 ? {} : { Name: this.name, team: "platform" }
    if (typeof spec.tags === "string") this.#set(spec.tags, this.#tagsAs(spec.tags, tags))
    return { item: this.item, tags }
  }

  /** Puts a value of the schema's kind at a path, unless there is one. */
  #put(path: Path, key: string, property?: Property): void {
    const place = this.#placeOf(first(path))
    if (!place || place.holder[place.name] !== undefined) return
    const { isList, leaf } = place
    const value = this.#valueOf(leaf, place.name, key, property, path)
    place.holder[place.name] = isList ? [value] : value
  }

  #set(path: Path, value: unknown): void {
    const place = this.#placeOf(path)
    if (place) place.holder[place.name] = typeof value === "string" ? textAs(place.leaf, value) : value
  }

  #at(path: Path): unknown {
    const place = this.#placeOf(path)
    return place?.holder[place.name]
  }

  /** The structure that holds the end of a path, which is made where there is none. */
  #placeOf(path: Path) {
    const steps = stepsOf(path)[0] ?? []
    let [holder, shape]: [Record<string, unknown>, Shape] = [this.item, this.shape]
    for (const [at, { name, kind, only }] of steps.entries()) {
      const member = memberOf(shape, name)
      if (!member) return null
      const isList = isListShape(member)
      const isValues = kind === "values"
      shape = isList || isValues ? elementOfAny(member) : member
      if (at === steps.length - 1 && !isValues) return { holder, name, isList, leaf: shape }
      holder[name] ??= isList ? [{}] : {}
      const inner = holder[name] as Record<string, unknown> & object[]
      if (isValues && at === steps.length - 1) return { holder: inner, name: "first", isList: false, leaf: shape }
      if (isValues) inner.first ??= {}
      holder = (isList ? inner[0] : isValues ? inner.first : inner) as Record<string, unknown>
      if (only) setDeep(holder, only.name.split("."), only.value, shape)
    }
    return null
  }

  #tagsAs(path: Path, tags: Record<string, string>): unknown {
    const member = path.split(".").reduce<Shape>((shape, name) => memberOf(shape, name) as Shape, this.shape)
    return tagsAs(member, tags)
  }

  #valueOf(leaf: Shape, name: string, key: string, property: Property | undefined, path: Path): unknown {
    const seed = `${this.seed} ${key}`
    const written = WRITTEN[key]
    if (written) return written(seed, (service) => this.#arn(service, nameOf(pick(seed, 5))))
    if (!(leaf instanceof NormalizedSchema)) return {}
    const kind = property && "via" in property ? undefined : property?.kind
    const made = Date.UTC(2026, pick(seed, 10), 1 + pick(`${seed}d`, 27), 9)
    if (leaf.isTimestampSchema()) return new Date(made)
    if (leaf.isBooleanSchema()) return pick(seed, 2) === 0
    if (leaf.isNumericSchema()) return kind === "time" ? made : pick(seed, 40)
    if (!leaf.isStringSchema()) return {}
    if (kind === "number") return String(pick(seed, 40))
    if (kind === "flag") return String(pick(seed, 2) === 0)
    if (kind === "time") return /^At|At$/.test(name) ? new Date(made).toISOString() : String(made / 1000)
    return this.#text(name, key, path, seed)
  }

  #text(name: string, key: string, path: Path, seed: string): string {
    const { spec, where, index } = this
    const texts = TEXTS[key]
    if (texts) return texts[pick(seed, texts.length)] as string
    if (name === "AccessKeyId")
      return `AKIA${hex(`${spec.type} ${where.account.accountId} ${index}`, 16).toUpperCase()}`
    if (/vpc_?id/i.test(name))
      return where.state.vpcs[index % Math.max(1, where.state.vpcs.length)]?.VpcId ?? "vpc-0a1b2c3d"
    if (/subnet(id|identifier)?s?$/i.test(name)) return subnetOf(where, index)
    if (/securityGroup|^GroupId$/i.test(name) && key !== "") return `sg-${hex(seed)}`
    if (/(^|_)role$/.test(key) && !isIdentity(spec, path)) return this.#arn("iam", `role/${nameOf(pick(seed, 5))}`)
    if (key === "certificate_authority") return this.#arn("acm-pca", `certificate-authority/${uuid(seed)}`)
    if (/role(arn)?$/i.test(name) && !isIdentity(spec, path)) return this.#arn("iam", `role/${nameOf(pick(seed, 5))}`)
    if (/kms|key_?arn|^KeyId$/i.test(name) && !isIdentity(spec, path)) return this.#arn("kms", `key/${uuid(seed)}`)
    if (/url/i.test(path)) return `https://sqs.${where.region}.amazonaws.com/${where.account.accountId}/${this.name}`
    if (isParent(path)) return this.#parentText(path)
    if (name === "StackSetId") return `${this.name}:${uuid(seed)}`
    if (spec.arn === `{${path}}` && !path.startsWith("item")) return this.#ownArn(`${this.seed} `)
    if (/arns?$/i.test(path.split("!")[0] ?? "") || /arns?$/i.test(listName(spec, path)) || path.includes("@account"))
      return isIdentity(spec, path)
        ? this.#ownArn(`${this.seed} `)
        : this.#arn(spec.service.prefix, `${ARN_KINDS[spec.type] ?? spec.type.split("_").at(-1)}/${this.name}`, seed)
    if (/url/i.test(listName(spec, path)))
      return `https://sqs.${where.region}.amazonaws.com/${where.account.accountId}/${this.name}`
    if (path === spec.status) return "available"
    if (!isIdentity(spec, path)) return key === "" ? this.name : `${key.replaceAll("_", "-")}-${1 + pick(seed, 3)}`
    return /id$/i.test(name) && path !== spec.title ? this.#idOf(name, seed) : this.name
  }

  /** What the item belongs to: a few hold all. */
  #parentText(path: Path): string {
    const parent = nameOf(this.index % 2)
    // Zones have ids beside their names.
    if (path.startsWith("parent.Id")) return `zone-${hex(`${this.#seedOf("route53_zone", this.index % 2)} `)}`
    const listed = this.spec.parent && typeof this.spec.parent.items === "string" ? this.spec.parent.items : ""
    return /arns?$/i.test(listed) && path.startsWith("parent.item")
      ? this.#arn(this.spec.service.prefix, `cluster/${parent}`)
      : parent
  }

  /** What a listener says of its balancer: a few have all. */
  #ofBalancer() {
    const { balancers: all } = this.where.state
    const parent = all[this.index % Math.max(1, Math.min(2, all.length))]
    return { parent, LoadBalancerArn: parent?.LoadBalancerArn }
  }

  /** The ARN of the item itself. */
  #ownArn(seed: string): string {
    const { spec, index, name } = this
    const end = ARN_ENDS[spec.type]?.(
      name,
      this.#idOf(spec.type === "kms_key" ? "KeyId" : "Id", seed),
      nameOf(index % 2),
    )
    if (end) return this.#arn(spec.service.prefix, end)
    return this.#arn(spec.service.prefix, `${ARN_KINDS[spec.type] ?? spec.type.split("_").at(-1)}/${name}`, seed)
  }

  #idOf(name: string, seed: string): string {
    const { type } = this.spec
    return name === "KeyId" ? uuid(seed) : `${BEGINNINGS[type] ?? type.split("_").at(-1)}-${hex(seed)}`
  }

  #arn(service: string, rest: string, seed = ""): string {
    const { account, region } = this.where
    const isGlobal = GLOBAL.includes(service) || rest.startsWith("global-cluster:")
    const tail = seed && /target_group|user_pool/.test(this.spec.type) ? `/${hex(seed, 16)}` : ""
    const kind = service === "sns" ? rest.split("/").at(-1) : rest
    const revision = seed && this.spec.type === "ecs_task_definition" ? ":3" : ""
    const owner = service === "sso" ? "" : account.accountId
    return `arn:${account.partition}:${service}:${isGlobal ? "" : region}:${owner}:${kind}${tail}${revision}`
  }
}

const first = (path: Path): Path => path.split("|")[0]?.trim() ?? path
const placeholders = (template: string) => placeholdersIn(template).filter((name) => !["P", "R", "O"].includes(name))
const isParent = (path: Path) => path.startsWith("parent.")
const isIdentity = (spec: Spec, path: Path) =>
  path === spec.title ||
  spec.id.includes(path.split("!")[0] ?? "") ||
  (spec.arn ?? "").includes(`{${path.split("!")[0]}`)

/** The member that lists texts, for an item that is one. */
function listName(spec: Spec, path: Path): string {
  const [items] = listsOf(spec).map((call) => call.items)
  return path.startsWith("item") && typeof items === "string" ? items : ""
}

const elementOfAny = (shape: Shape): Shape => {
  if (shape instanceof NormalizedSchema && shape.isStructSchema()) return [...shape.structIterator()][0]?.[1] as Shape
  return elementOf(shape)
}

function setDeep(holder: Record<string, unknown>, names: readonly string[], value: string, shape: Shape): void {
  const [name = "", ...rest] = names
  const member = memberOf(shape, name)
  if (!member) return
  if (rest.length === 0) holder[name] = textAs(member, value)
  else {
    holder[name] ??= {}
    setDeep(holder[name] as Record<string, unknown>, rest, value, member)
  }
}

const textAs = (shape: Shape, value: string): unknown =>
  shape instanceof NormalizedSchema && shape.isBooleanSchema() ? value === "true" : value

/** A subnet of an instance, so that a type which stands in one stands in a real one. */
function subnetOf({ state }: Where, index: number): string {
  const all = state.reservations.flatMap(({ Instances = [] }) => Instances.flatMap(({ SubnetId }) => SubnetId ?? []))
  return all[index % Math.max(1, all.length)] ?? "subnet-0a1b2c3d"
}

/** Tags in the form that a schema has. */
export function tagsAs(shape: Shape, tags: Record<string, string>): unknown {
  if (!isListShape(shape)) return tags
  const names = [...(elementOf(shape) as NormalizedSchema).structIterator()].map(([name]) => name)
  const nameFor = (wanted: RegExp) => names.find((name) => wanted.test(name)) ?? ""
  return Object.entries(tags).map(([key, value]) => ({ [nameFor(/key$/i)]: key, [nameFor(/value$/i)]: value }))
}
