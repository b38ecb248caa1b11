DROP INDEX "resource_changes_resource_id_idx";--> statement-breakpoint
ALTER TABLE "resource_changes" DROP CONSTRAINT "resource_changes_pkey";--> statement-breakpoint
ALTER TABLE "resource_changes" ADD CONSTRAINT "resource_changes_resource_id_id_pk" PRIMARY KEY("resource_id","id");
