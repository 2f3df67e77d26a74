ALTER TABLE "audit_log" ADD COLUMN "case_id" bigint;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "assignee_id" bigint;--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_assignee_id_users_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_case_id_index" ON "audit_log" USING btree ("case_id") WHERE "audit_log"."case_id" is not null;--> statement-breakpoint
CREATE INDEX "audit_log_assignee_id_index" ON "audit_log" USING btree ("assignee_id") WHERE "audit_log"."assignee_id" is not null;