"use client";

import { useRaidText } from "@/app/_chat/raid-mode/use-raid-text";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useSetRaidMode } from "@/app/_client/raid-mode/use-raid-mode";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import type { RaidMode, RaidWatch } from "@/lib/realtime/protocol";
import { WatchForm } from "./watch-form";

type Props = { serverId: number; first: RaidMode | null; watch: RaidWatch };

/** Raid mode at a press, and the watch that notices many joins. */
export function RaidSection({ serverId, first, watch }: Props) {
	const t = useTranslations("raidMode");
	const textOf = useRaidText();
	const member = useMemberServer(serverId);
	const raidMode = member ? member.raidMode : first;
	const { busy, set } = useSetRaidMode(serverId);
	return (
		<SettingsSection title={t("heading")} text={t("text")}>
			<div className="grid gap-5">
				<div className="flex flex-wrap items-center gap-3">
					<Button busy={busy} busyLabel={t("working")} onClick={() => void set(!raidMode)}>
						{t(raidMode ? "endNow" : "turnOn")}
					</Button>
					{raidMode && (
						<p role="status" dir="auto" className="min-w-0 flex-1 basis-60 text-sm text-text-muted wrap-anywhere">
							{textOf(raidMode)}
						</p>
					)}
				</div>
				<WatchForm serverId={serverId} watch={watch} />
			</div>
		</SettingsSection>
	);
}
