import type { Instance } from "@aws-sdk/client-ec2"
import type { Account } from "./account"
import { type Random, seededRandom } from "./random"

/** So many instances of a region get a group at once, and lose it at once. */
const TIDIED = 12

/**
 * What a day brings to an account: instances stop, start, grow, are tagged and go; a function gets a new runtime; a bucket
 * appears; and a security group comes to a dozen instances, or is taken from them, at once.
 */
export function passTime(account: Account, seed: number): void {
  const random = seededRandom(seed)
  for (const state of Object.values(account.regions)) {
    const instances = state.reservations.flatMap(({ Instances }) => Instances ?? [])
    for (const instance of instances) if (random.chance(0.06)) changeInstance(instance, random)
    tidy(instances)
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

const GROUP = { GroupId: "sg-0b77c1d2e3f405162", GroupName: "legacy-ssh" }

/** Gives a group to a dozen instances of a region; the next time, it is taken from all of them. */
function tidy(instances: readonly Instance[]): void {
  const without = (groups: Instance["SecurityGroups"] = []) => groups.filter(({ GroupId }) => GroupId !== GROUP.GroupId)
  const having = instances.filter(({ SecurityGroups: groups = [] }) => without(groups).length < groups.length)
  if (having.length > 0) {
    for (const instance of having) instance.SecurityGroups = without(instance.SecurityGroups)
    return
  }
  const running = instances.filter(({ VpcId }) => VpcId)
  for (const one of running.slice(0, TIDIED)) one.SecurityGroups = [...(one.SecurityGroups ?? []), GROUP]
}
