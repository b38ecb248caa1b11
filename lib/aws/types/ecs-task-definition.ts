import { ecs } from "@/lib/aws/services/ecs"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const TASK = "answer.taskDefinition"
const CONTAINERS = `${TASK}.containerDefinitions[]`

/** `arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7` is the seventh of its family. */
const REVISION = /:(\d+)$/

export const ecsTaskDefinition = defineType({
  type: "ecs_task_definition",
  name: "ECS Task Definitions",
  view: "ecs_task_definitions",
  description: "The newest active revision of each family",
  category: "Compute",
  icon: icons.scroll,
  service: ecs,
  isCostly: true,
  list: {
    operation: "ListTaskDefinitions",
    items: "taskDefinitionArns",
    input: { status: "ACTIVE" },
    size: { member: "maxResults", most: 100, fewest: 1 },
    // Families have revisions by the thousand, which never change.
    newest: {
      of: ({ item }) => String(item).replace(REVISION, ""),
      number: ({ item }) => Number(REVISION.exec(String(item))?.[1]),
    },
  },
  details: [
    {
      operation: "DescribeTaskDefinition",
      input: { taskDefinition: "{item}", include: ["TAGS"] },
      as: "answer",
    },
  ],
  tags: "answer.tags",
  id: "item!/",
  title: "item!/",
  arn: "{item}",
  arnForm: "ecs:*:*:task-definition/(?<id>[^/]+)",
  status: `${TASK}.status`,
  properties: {
    container_images: texts(`${CONTAINERS}.image`, { label: "Images" }),
    cpu: text(`${TASK}.cpu`, { label: "CPU units" }),
    memory_limit: text(`${TASK}.memory`, { label: "Task memory in MiB" }),
    family: text(`${TASK}.family`, { isIndexed: true }),
    network_mode: text(`${TASK}.networkMode`),
    compatibilities: texts(`${TASK}.requiresCompatibilities[]`, { label: "Made for" }),
    privileged: flag(`${CONTAINERS}.privileged`, { via: (found) => found.includes(true) }),
    role: text(`${TASK}.taskRoleArn`, { isReference: true }),
    execution_role: text(`${TASK}.executionRoleArn`, { isReference: true }),
    // Where containers get them from, without their values. A plain name is a parameter's.
    secrets: texts(`${CONTAINERS}.secrets[].valueFrom`, { isReference: true }),
    registered_at: time(`${TASK}.registeredAt`, { label: "Registered" }),
  },
  console: "/ecs/v2/task-definitions?region={R}",
})
