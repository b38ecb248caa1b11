CREATE TABLE "index_reports" (
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"service" text NOT NULL,
	"named" integer NOT NULL,
	"typed" integer NOT NULL,
	"reported_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "index_reports_account_id_region_service_pk" PRIMARY KEY("account_id","region","service")
);
--> statement-breakpoint
ALTER TABLE "slices" ADD COLUMN "is_absent" boolean DEFAULT false NOT NULL;