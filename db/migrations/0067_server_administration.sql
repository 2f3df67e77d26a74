CREATE TABLE "escalations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "escalations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"case_id" bigint,
	"server_id" bigint,
	"server_name" text NOT NULL,
	"kind" text NOT NULL,
	"subject_id" bigint NOT NULL,
	"snapshot" jsonb,
	"categories" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"report_count" integer DEFAULT 0 NOT NULL,
	"escalated_by" bigint NOT NULL,
	"is_by_reporter" boolean DEFAULT false NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"outcome" text,
	"answer" text DEFAULT '' NOT NULL,
	"closed_by" bigint,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "escalations_case_id_unique" UNIQUE("case_id"),
	CONSTRAINT "escalation_closed" CHECK (("escalations"."outcome" is null) = ("escalations"."closed_at" is null))
);
--> statement-breakpoint
CREATE TABLE "server_counts" (
	"server_id" bigint PRIMARY KEY NOT NULL,
	"messages" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "delisted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "delisting_reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "frozen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "freeze_reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "escalations" ADD CONSTRAINT "escalations_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escalations" ADD CONSTRAINT "escalations_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escalations" ADD CONSTRAINT "escalations_subject_id_users_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escalations" ADD CONSTRAINT "escalations_escalated_by_users_id_fk" FOREIGN KEY ("escalated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escalations" ADD CONSTRAINT "escalations_closed_by_users_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_counts" ADD CONSTRAINT "server_counts_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "escalations_open" ON "escalations" USING btree ("id") WHERE outcome is null;--> statement-breakpoint
CREATE INDEX "escalations_closed" ON "escalations" USING btree ("closed_at","id") WHERE outcome is not null;--> statement-breakpoint
CREATE INDEX "escalations_server_id_index" ON "escalations" USING btree ("server_id");--> statement-breakpoint
CREATE INDEX "escalations_subject_id_index" ON "escalations" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "escalations_escalated_by_index" ON "escalations" USING btree ("escalated_by");--> statement-breakpoint
CREATE INDEX "escalations_closed_by_index" ON "escalations" USING btree ("closed_by");