"use client";

import { Users } from "lucide-react";
import { serverPath } from "@/app/_client/paths";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Server } from "@/lib/realtime/protocol";
import { Link } from "../shell/link";
import { JoinServerButton } from "./join-server-button";
import { ServerCover } from "./server-cover";
import { ServerIcon } from "./server-icon";

/** The whole card links to the server preview; the join button above it is separate. */
export function ServerCard({ server }: { server: Server }) {
	const t = useTranslations("common");
	// A join updates the count on every card of the server at once.
	const memberCount = useMemberServer(server.id)?.memberCount ?? server.memberCount;
	return (
		<article className="relative flex flex-col overflow-hidden rounded-sheet border bg-surface transition-[border-color,box-shadow] hover:border-line-strong hover:shadow-floating has-[h3_a:focus-visible]:outline-2 has-[h3_a:focus-visible]:outline-offset-2 has-[h3_a:focus-visible]:outline-focus">
			<ServerCover server={server} className="h-23 w-full" />
			<ServerIcon server={server} size={48} className="absolute start-4 top-17 shadow-[0_0_0_3px_var(--surface)]" />
			<div className="flex-1 px-4 pt-8">
				<h3 className="text-base leading-[1.375rem] font-bold tracking-[-0.01em]">
					<Link
						href={serverPath(server.id)}
						dir="auto"
						className="line-clamp-2 wrap-anywhere outline-none after:absolute after:inset-0"
					>
						{server.name}
					</Link>
				</h3>
				<p dir="auto" className="mt-0.5 line-clamp-2 min-h-10 text-text-muted wrap-anywhere">
					{server.description}
				</p>
			</div>
			<div className="mt-1 flex min-h-[3.625rem] flex-wrap items-center justify-between gap-2 py-3 ps-4 pe-3">
				<p className="flex min-w-0 items-center gap-1.5 text-[0.78125rem] leading-4 text-text-faint tabular-nums">
					<Users size="0.875rem" aria-hidden="true" className="shrink-0" />
					{t("members", { count: memberCount })}
				</p>
				<div className="relative z-1 max-w-full">
					<JoinServerButton server={server} variant="card" />
				</div>
			</div>
		</article>
	);
}
