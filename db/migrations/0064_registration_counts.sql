CREATE TABLE "closed_networks" (
	"network" text PRIMARY KEY NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "registration_counts" (
	"day" date NOT NULL,
	"network" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "registration_counts_day_network_pk" PRIMARY KEY("day","network")
);
