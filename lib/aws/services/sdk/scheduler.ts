export { ListSchedulesCommand, paginateListSchedules, SchedulerClient } from "@aws-sdk/client-scheduler"
