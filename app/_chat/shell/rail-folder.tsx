"use client";

import { FolderOpen } from "lucide-react";
import type { ReactNode } from "react";
import { useOpenFolders } from "@/app/_client/servers/open-folders";
import { totalUnread } from "@/app/_client/unread/unread";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { Tooltip } from "@/app/_ui/tooltip";
import type { RailFolder as Folder, MemberServer } from "@/lib/realtime/protocol";
import { ServerIcon } from "../servers/server-icon";
import { RailMark } from "./rail-mark";
import { useFolderName } from "./use-folder-name";

type Props = { folder: Folder; servers: MemberServer[]; now: number; hasOpenServer: boolean; children: ReactNode };

const mostIcons = 4;

/** A folder of the rail. Closed, it is a tile with the sum of what waits in its servers. */
export function RailFolder({ folder, servers, now, hasOpenServer, children }: Props) {
	const t = useTranslations("rail");
	const { open, toggle } = useOpenFolders();
	const isOpen = open.has(folder.id);
	const { count, unread } = totalUnread(servers, now);
	const name = useFolderName()(folder, servers);
	const label =
		isOpen || (count === 0 && unread === 0) ? name : count > 0 ? t("waiting", { name, count }) : t("unread", { name });
	const tint = folder.colour
		? `color-mix(in srgb, var(--role-${folder.colour}) 32%, var(--canvas))`
		: "var(--canvas-active)";
	return (
		<li
			draggable
			data-rail={`f${folder.id}`}
			className={classNames("shrink-0", isOpen && "rounded-[16px] p-1")}
			style={isOpen ? { background: tint } : undefined}
		>
			<Tooltip label={name} side="right">
				<button
					type="button"
					aria-expanded={isOpen}
					aria-label={t("folder", { name: label })}
					onClick={() => toggle(folder.id)}
					className={classNames(
						"relative grid size-10 place-items-center rounded-[12px] max-md:size-11",
						!isOpen && hasOpenServer && "shadow-[0_0_0_2px_var(--canvas),0_0_0_4px_var(--ember-mark)]",
					)}
					style={isOpen ? undefined : { background: tint }}
				>
					{isOpen ? (
						<FolderOpen
							size="1.25rem"
							strokeWidth={1.75}
							aria-hidden="true"
							style={folder.colour ? { color: `var(--role-${folder.colour})` } : undefined}
						/>
					) : (
						<span className="grid grid-cols-2 gap-0.5">
							{servers.slice(0, mostIcons).map((server) => (
								<ServerIcon key={server.id} server={server} size={15} />
							))}
						</span>
					)}
					{!isOpen && <RailMark count={count} unread={unread > 0} />}
				</button>
			</Tooltip>
			{isOpen && <ul className="mt-2 flex flex-col items-center gap-2.5 pb-0.5">{children}</ul>}
		</li>
	);
}
