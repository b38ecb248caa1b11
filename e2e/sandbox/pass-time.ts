import type { Instance } from "@aws-sdk/client-ec2"
import type { Account } from "./account"
import { type Random, seededRandom } from "./random"

/** Somebody tidies up: this group is taken from so many instances at once. */
const TIDIED = 12

/**
 * What a day brings to an account: instances stop, start, grow, are tagged and go; a function gets a new runtime; a bucket
 * appears; and a security group is taken from a dozen instances at once.
 */
export function passTime(account: Account, seed: number): void {
  const random = seededRandom(seed)
  for (const state of Object.values(account.regions)) {
    const instances = state.reservations.flatMap(({ Instances }) => Instances ?? [])
    for (const instance of instances) if (random.chance(0.06)) changeInstance(instance, random)
    takeGroup(instances)
    for (const reservation of state.reservations) {
      reservation.Instances = reservation.Instances?.filter(() => !random.chance(0.02)) ?? []
    }
    for (const one of state.functions) {
      if (random.chance(0.05)) one.MemorySize = random.pick([128, 256, 512, 1024])
      if (one.Runtime === "nodejs20.x" && random.chance(0.1)) one.Runtime = "nodejs22.x"
    }
    for (const one of state.databases)
      if (random.chance(0.15)) one.AllocatedStorage = (one.AllocatedStorage ?? 20) + 100
  }
  account.buckets.push({
    name: `reports-${random.hex(8)}`,
    created: new Date(),
    region: account.enabledRegions[0] ?? "us-east-1",
    tags: [{ Key: "owner", Value: "data" }],
  })
  account.version++
}

function changeInstance(instance: Instance, random: Random): void {
  const roll = random.below(3)
  if (roll === 0) instance.State = { Name: instance.State?.Name === "running" ? "stopped" : "running" }
  else if (roll === 1) instance.InstanceType = random.pick(["m7g.large", "m7g.xlarge", "c7g.large"])
  else {
    const others = (instance.Tags ?? []).filter(({ Key }) => Key !== "owner")
    instance.Tags = [...others, { Key: "owner", Value: random.pick(["checkout", "web", "data", "platform"]) }]
  }
}

/** Takes the commonest group of a region from the first instances that have it and another one. */
function takeGroup(instances: readonly Instance[]): void {
  const counts = new Map<string, number>()
  for (const { SecurityGroups = [] } of instances) {
    if (SecurityGroups.length < 2) continue
    for (const { GroupId = "" } of SecurityGroups) counts.set(GroupId, (counts.get(GroupId) ?? 0) + 1)
  }
  const [group] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? []
  const having = instances.filter(
    ({ SecurityGroups = [] }) => SecurityGroups.length > 1 && SecurityGroups.some(({ GroupId }) => GroupId === group),
  )
  for (const instance of having.slice(0, TIDIED)) {
    instance.SecurityGroups = instance.SecurityGroups?.filter(({ GroupId }) => GroupId !== group) ?? []
  }
}
