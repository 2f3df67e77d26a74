"use client";

import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { LoadFailure } from "@/app/_chat/shell/load-failure";
import { useBytes } from "@/app/_client/admin/use-bytes";
import { useRefreshed } from "@/app/_client/admin/use-refreshed";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Health, Space } from "@/lib/realtime/protocol";
import { Facts, Meter, NumbersTable } from "./health-parts";
import { HealthWarnings } from "./health-warnings";
import { SectionsSkeleton } from "./sections-skeleton";

const path = "/api/admin/health";
const refreshMs = 15_000;

type Answer = { health: Health };

/** The state of the instance and its database, read again while the page is open. */
export function HealthView() {
	const { data, error, mutate } = useRefreshed<Answer>(path, refreshMs, () => true);
	if (error !== undefined) return <LoadFailure error={error} onRetry={mutate} />;
	return data ? <HealthSections health={data.health} /> : <SectionsSkeleton />;
}

function HealthSections({ health }: { health: Health }) {
	const t = useTranslations("admin.health");
	const bytes = useBytes();
	const { clock } = useDateFormat();
	const { memory, database, queues } = health;
	const { size, used, waiting } = health.pool;
	const left = ({ freeBytes, totalBytes }: Space) => t("left", { free: bytes(freeBytes), total: bytes(totalBytes) });
	return (
		<>
			<HealthWarnings warnings={health.warnings} />
			<SettingsSection title={t("software")}>
				<Facts
					facts={[
						[t("version"), health.version],
						[t("startedAt"), clock.full(health.startedAt)],
						[t("platform"), `Node ${health.node} · PostgreSQL ${health.postgres}`],
						[t("sockets"), t("socketCount", { count: health.sockets })],
						[t("processMemory"), bytes(memory.processBytes)],
					]}
				/>
			</SettingsSection>
			<SettingsSection title={t("space")}>
				<div className="grid gap-4">
					{health.disks.map((disk, index) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: disks have no names, and their order is fixed
						<Meter key={index} label={t(index === 0 ? "disk" : "filesDisk")} space={disk} text={left(disk)} />
					))}
					<Meter label={t("memory")} space={memory} text={left(memory)} />
				</div>
			</SettingsSection>
			<SettingsSection
				title={t("database")}
				text={t("databaseText", { bytes: bytes(database.bytes), size, used, waiting })}
			>
				<NumbersTable
					caption={t("tables")}
					head={[t("table"), t("size")]}
					rows={database.tables.map((table) => [table.name, bytes(table.bytes)])}
				/>
			</SettingsSection>
			<SettingsSection title={t("jobs")} text={t("jobsText")}>
				<NumbersTable
					caption={t("jobs")}
					head={[t("queue"), t("waiting"), t("running"), t("failed")]}
					rows={queues.map(({ queue, waiting, running, failed }) => [queue, waiting, running, failed].map(String))}
				/>
			</SettingsSection>
		</>
	);
}
