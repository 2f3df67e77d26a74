"use client";

import { RetentionForm } from "@/app/_chat/retention/retention-form";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { retentionKey } from "@/app/_client/retention/use-retention";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Server } from "@/lib/realtime/protocol";

/** For how many days a server keeps messages. */
export function RetentionSection({ server }: { server: Pick<Server, "id" | "name"> }) {
	const t = useTranslations("retention");
	return (
		<SettingsSection title={t("heading")} text={t("serverText")}>
			<RetentionForm path={retentionKey({ serverId: server.id })} name={server.name} />
		</SettingsSection>
	);
}
