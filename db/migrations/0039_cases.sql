CREATE TABLE "appeals" (
	"action_id" bigint PRIMARY KEY NOT NULL,
	"case_id" bigint NOT NULL,
	"text" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"outcome" text,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "appeals_case_id_unique" UNIQUE("case_id"),
	CONSTRAINT "appeal_decided" CHECK (("appeals"."outcome" is null) = ("appeals"."decided_at" is null))
);
--> statement-breakpoint
CREATE TABLE "cases" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "cases_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"server_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"subject_id" bigint NOT NULL,
	"channel_id" bigint,
	"seq" bigint,
	"snapshot" jsonb,
	"rule_id" bigint,
	"rule_name" text,
	"categories" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"report_count" integer DEFAULT 0 NOT NULL,
	"opened_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"assigned_to" bigint,
	"excluded_id" bigint,
	"state" text DEFAULT 'open' NOT NULL,
	"outcome" text,
	"action_id" bigint,
	"resolved_by" bigint,
	"resolved_at" timestamp (3) with time zone,
	CONSTRAINT "case_kind" CHECK ("cases"."kind" in ('report', 'automod', 'appeal')),
	CONSTRAINT "case_snapshot" CHECK (("cases"."seq" is null) = ("cases"."snapshot" is null)),
	CONSTRAINT "case_resolved" CHECK (("cases"."state" = 'resolved') = ("cases"."outcome" is not null) and ("cases"."outcome" is null) = ("cases"."resolved_at" is null))
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"case_id" bigint NOT NULL,
	"reporter_id" bigint NOT NULL,
	"category" text NOT NULL,
	"comment" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"outcome" text,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "reports_case_id_reporter_id_pk" PRIMARY KEY("case_id","reporter_id"),
	CONSTRAINT "report_decided" CHECK (("reports"."outcome" is null) = ("reports"."decided_at" is null))
);
--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_action_id_moderation_actions_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."moderation_actions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_subject_id_users_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_assigned_to_users_id_fk" FOREIGN KEY ("assigned_to") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_excluded_id_users_id_fk" FOREIGN KEY ("excluded_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_action_id_moderation_actions_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."moderation_actions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_resolved_by_users_id_fk" FOREIGN KEY ("resolved_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_reporter_id_users_id_fk" FOREIGN KEY ("reporter_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "case_of_message" ON "cases" USING btree ("channel_id","seq") WHERE state = 'open' and channel_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "case_of_member" ON "cases" USING btree ("server_id","subject_id") WHERE state = 'open' and seq is null and kind <> 'appeal';--> statement-breakpoint
CREATE INDEX "cases_open" ON "cases" USING btree ("server_id","id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "cases_resolved" ON "cases" USING btree ("server_id","resolved_at","id") WHERE state = 'resolved';--> statement-breakpoint
CREATE INDEX "cases_channel_id_seq_index" ON "cases" USING btree ("channel_id","seq");--> statement-breakpoint
CREATE INDEX "cases_subject_id_index" ON "cases" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "cases_assigned_to_index" ON "cases" USING btree ("assigned_to");--> statement-breakpoint
CREATE INDEX "cases_excluded_id_index" ON "cases" USING btree ("excluded_id");--> statement-breakpoint
CREATE INDEX "cases_resolved_by_index" ON "cases" USING btree ("resolved_by");--> statement-breakpoint
CREATE INDEX "cases_action_id_index" ON "cases" USING btree ("action_id");--> statement-breakpoint
CREATE INDEX "reports_case_id_created_at_index" ON "reports" USING btree ("case_id","created_at");--> statement-breakpoint
CREATE INDEX "reports_reporter_id_created_at_index" ON "reports" USING btree ("reporter_id","created_at");