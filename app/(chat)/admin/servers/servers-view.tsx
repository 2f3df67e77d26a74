"use client";

import { Compass } from "lucide-react";
import { useState } from "react";
import { ListStates } from "@/app/_chat/settings/list-states";
import { useDistinctServers } from "@/app/_chat/users/avatar-palettes";
import { usePages } from "@/app/_client/use-pages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import { TextField } from "@/app/_ui/text-field";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { AdminServer } from "@/lib/realtime/protocol";
import { type ServerAction, ServerDialog } from "./server-dialog";
import { ServerRow } from "./server-row";

type ServerPage = { servers: AdminServer[]; nextCursor: string | null };

const sorts = ["newest", "members", "messages", "storage"] as const;
const kinds = ["all", "frozen", "delisted"] as const;

/** All servers of the instance, with a search and the actions of administrators. */
export function ServersView() {
	const t = useTranslations("admin.servers");
	const [typed, setTyped] = useState("");
	const [sort, setSort] = useState("newest");
	const [show, setShow] = useState("all");
	const [acting, setActing] = useState<{ action: ServerAction; server: AdminServer } | null>(null);
	const q = useDebouncedValue(typed).trim();
	const path = `/api/admin/servers?limit=50&sort=${sort}&show=${show}${q && `&q=${encodeURIComponent(q)}`}`;
	const { pages, again, ...states } = usePages<ServerPage>(path);
	const servers = pages?.flatMap((page) => page.servers);
	useDistinctServers(servers ?? []);
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<div className="grid gap-3 sm:grid-cols-3">
				<TextField
					label={t("search")}
					type="search"
					placeholder={t("searchHint")}
					maxLength={100}
					value={typed}
					onChange={({ target }) => setTyped(target.value)}
				/>
				<Select label={t("show")} value={show} onChange={({ target }) => setShow(target.value)}>
					{kinds.map((each) => (
						<option key={each} value={each}>
							{t(`kinds.${each}`)}
						</option>
					))}
				</Select>
				<Select label={t("sort")} value={sort} onChange={({ target }) => setSort(target.value)}>
					{sorts.map((each) => (
						<option key={each} value={each}>
							{t(`sorts.${each}`)}
						</option>
					))}
				</Select>
			</div>
			<p className="text-meta text-text-faint">{t("countedHourly")}</p>
			<ListStates
				{...states}
				again={again}
				count={servers?.length}
				empty={{ icon: <Compass size="1.75rem" strokeWidth={1.75} aria-hidden="true" />, title: t("none") }}
			>
				<ul className="divide-y border-y">
					{servers?.map((server) => (
						<ServerRow
							key={server.id}
							server={server}
							onAct={(action) => setActing({ action, server })}
							onChanged={again}
						/>
					))}
				</ul>
			</ListStates>
			{acting && <ServerDialog key={acting.server.id} {...acting} onClose={() => setActing(null)} onChanged={again} />}
		</div>
	);
}
