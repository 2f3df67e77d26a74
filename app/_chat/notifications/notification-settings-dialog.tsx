"use client";

import { useState } from "react";
import { useSWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { reduceServers } from "@/app/_client/servers/servers-reducer";
import { updateServersCache } from "@/app/_client/servers/update-servers-cache";
import { isMutedAt } from "@/app/_client/unread/unread";
import { useMuteClock } from "@/app/_client/unread/use-mute-clock";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { RadioCards } from "@/app/_ui/radio-cards";
import { useToast } from "@/app/_ui/toast";
import type { MemberChannel, MemberServer, NotificationLevel, NotificationSettings } from "@/lib/realtime/protocol";
import { isForever, muteChoices, muteEnd } from "./mute-options";

type Props = { server: MemberServer; channel?: MemberChannel; onClose: () => void };

/** The notification settings of a server, or of a channel. Every choice is saved at once. */
export function NotificationSettingsDialog({ server, channel, onClose }: Props) {
	const t = useTranslations("unread");
	const { setting, put } = useSetting(server, channel);
	const level: NotificationLevel | "inherit" = setting.level ?? (channel ? "inherit" : "mentions");
	const above = { all: t("all"), mentions: t("mentions"), nothing: t("nothing") }[server.level ?? "mentions"];
	return (
		<Dialog
			open
			onOpenChange={onClose}
			title={t("notificationsFor", { name: channel ? `#${channel.name}` : server.name })}
			width="max-w-120"
		>
			<div className="grid gap-6">
				<RadioCards<NotificationLevel | "inherit">
					label={t("tellMe")}
					columns="grid-cols-1"
					value={level}
					onChange={(chosen) => void put({ level: chosen === "inherit" ? null : chosen })}
					options={[
						...(channel
							? [{ value: "inherit" as const, label: t("inherit"), text: t("inheritText", { level: above }) }]
							: []),
						{ value: "all", label: t("all"), text: t("allText") },
						{ value: "mentions", label: t("mentions"), text: t("mentionsText") },
						{ value: "nothing", label: t("nothing"), text: t("nothingText") },
					]}
				/>
				<MuteChoices setting={setting} put={put} />
			</div>
		</Dialog>
	);
}

function MuteChoices({
	setting,
	put,
}: {
	setting: NotificationSettings;
	put: (change: Partial<NotificationSettings>) => Promise<void>;
}) {
	const t = useTranslations("unread");
	const { clock, today } = useDateFormat();
	const now = useMuteClock();
	const until = isMutedAt(now, setting) ? setting.mutedUntil : null;
	const names = { hour: t("muteHour"), hours: t("muteHours"), morning: t("muteMorning"), forever: t("muteForever") };
	return (
		<fieldset className="min-w-0">
			<legend className="mb-1.5 text-meta font-semibold">{t("mute")}</legend>
			<p className="mb-2.5 text-meta text-text-muted" role="status">
				{until === null
					? t("muteText")
					: isForever(until)
						? t("mutedForever")
						: t("mutedUntil", { time: clock.short(until, today, (time) => time) })}
			</p>
			<div className="flex flex-wrap gap-2">
				{until !== null && (
					<Button size="small" variant="primary" onClick={() => void put({ mutedUntil: null })}>
						{t("unmute")}
					</Button>
				)}
				{muteChoices.map((choice) => (
					<Button key={choice} size="small" onClick={() => void put({ mutedUntil: muteEnd(choice, new Date()) })}>
						{names[choice]}
					</Button>
				))}
			</div>
		</fieldset>
	);
}

/** The setting as chosen, shown before the response; an error reverts it. */
export function useSetting(server: MemberServer, channel?: MemberChannel) {
	const { cache, mutate } = useSWRConfig();
	const toast = useToast();
	const errorText = useErrorMessage();
	const [setting, setSetting] = useState<NotificationSettings | null>(null);
	const { level, mutedUntil } = channel ?? server;
	const held = setting ?? { level, mutedUntil };
	const put = async (change: Partial<NotificationSettings>) => {
		setSetting({ ...held, ...change });
		try {
			const path = channel ? `/api/channels/${channel.id}/level` : `/api/servers/${server.id}/level`;
			const payload = await api.put<NotificationSettings>(path, change);
			const event = { type: "level", serverId: server.id, channelId: channel?.id ?? null, ...payload } as const;
			updateServersCache({ cache, mutate }, (frame) => reduceServers(event, frame));
		} catch (error) {
			toast({ text: errorText(error), tone: "error" });
		}
		setSetting(null);
	};
	return { setting: held, put };
}
