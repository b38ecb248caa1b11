import { z } from "zod"
import { findCronProblem, isTimeZone } from "@/lib/connections/schedule/cron"
import { overlapPolicies } from "@/lib/db/states"

const DAY_SECONDS = 86_400

const fields = {
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  cron: z
    .string("cron must be a text such as 0 3 * * *.")
    .trim()
    .max(200, "cron must have 200 characters or fewer.")
    .superRefine((text, context) => {
      const message = findCronProblem(text)
      if (message) context.addIssue({ code: "custom", message })
    }),
  time_zone: z
    .string("time_zone must be a text such as Europe/Berlin.")
    .refine(isTimeZone, "Unknown time zone. Use a name such as Europe/Berlin or UTC."),
  jitter_seconds: z
    .number("jitter_seconds must be a number.")
    .int("jitter_seconds must be a whole number.")
    .min(0, "jitter_seconds must be 0 or more.")
    .max(3_600, "jitter_seconds must be 3,600 or less."),
  overlap: z.enum(overlapPolicies, `overlap must be ${overlapPolicies.join(" or ")}.`),
  catch_up_seconds: z
    .number("catch_up_seconds must be a number.")
    .int("catch_up_seconds must be a whole number.")
    .min(0, "catch_up_seconds must be 0 or more.")
    .max(7 * DAY_SECONDS, "catch_up_seconds must be 604,800 (a week) or less."),
  is_paused: z.boolean("is_paused must be true or false."),
}

/** When a connection is scanned; what is left out has a default. */
export const scheduleSchema = z.object({
  ...fields,
  time_zone: fields.time_zone.default("UTC"),
  jitter_seconds: fields.jitter_seconds.default(0),
  overlap: fields.overlap.default("skip"),
  catch_up_seconds: fields.catch_up_seconds.default(3_600),
  is_paused: fields.is_paused.default(false),
})

export type ScheduleInput = z.output<typeof scheduleSchema>

export const newScheduleSchema = scheduleSchema.extend({
  connection_id: z.uuid("connection_id must be a connection's id."),
})
export const changeScheduleSchema = z.object(fields).partial()

/** What the schedule's form asks while a person types. */
export const schedulePreviewSchema = z.object({
  id: z.uuid("id must be a connection's id."),
  cron: fields.cron,
  time_zone: fields.time_zone,
  // A delay that is only half typed shows the times without it.
  jitter_seconds: fields.jitter_seconds.catch(0),
})
