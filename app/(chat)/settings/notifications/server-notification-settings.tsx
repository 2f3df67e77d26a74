"use client";

import { BellOff } from "lucide-react";
import { useState } from "react";
import { NotificationSettingsDialog } from "@/app/_chat/notifications/notification-settings-dialog.lazy";
import { ServerIcon } from "@/app/_chat/servers/server-icon";
import { useServers } from "@/app/_client/servers/use-servers";
import { isMutedAt } from "@/app/_client/unread/unread";
import { useMuteClock } from "@/app/_client/unread/use-mute-clock";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";

/** The notification settings of each server, and of channels that override them. */
export function ServerLevels() {
	const t = useTranslations("unread");
	const { servers } = useServers();
	const now = useMuteClock();
	const [shownId, setShownId] = useState<number | null>(null);
	const shown = servers.find(({ id }) => id === shownId);
	const names = { all: t("all"), mentions: t("mentions"), nothing: t("nothing") };
	if (servers.length === 0) return <p className="text-text-muted">{t("noServers")}</p>;
	return (
		<>
			<ul className="grid max-w-120 gap-1">
				{servers.map((server) => {
					const own = server.channels.filter((one) => one.level !== null || isMutedAt(now, one)).length;
					return (
						<li key={server.id} className="flex min-h-11 items-center gap-3">
							<ServerIcon server={server} size={32} />
							<span className="min-w-0 flex-1">
								<span dir="auto" className="block truncate font-semibold">
									{server.name}
								</span>
								<span className="flex items-center gap-1.5 text-meta text-text-muted">
									{isMutedAt(now, server) && <BellOff size="0.8125rem" role="img" aria-label={t("muted")} />}
									{names[server.level ?? "mentions"]}
									{own > 0 && `, ${t("ownChannels", { count: own })}`}
								</span>
							</span>
							<Button
								size="small"
								className="min-w-22"
								aria-label={t("changeFor", { name: server.name })}
								onClick={() => setShownId(server.id)}
							>
								{t("change")}
							</Button>
						</li>
					);
				})}
			</ul>
			{shown && <NotificationSettingsDialog server={shown} onClose={() => setShownId(null)} />}
		</>
	);
}
