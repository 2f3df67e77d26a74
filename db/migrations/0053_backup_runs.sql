CREATE TABLE "backup_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "backup_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"archive" text,
	"bytes" bigint,
	"error" text,
	"details" jsonb,
	CONSTRAINT "backup_run_kind" CHECK ("backup_runs"."kind" in ('backup', 'rehearsal', 'verification'))
);
--> statement-breakpoint
CREATE INDEX "backup_runs_kind_started_at_index" ON "backup_runs" USING btree ("kind","started_at");