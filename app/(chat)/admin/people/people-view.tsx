"use client";

import { Users } from "lucide-react";
import { useState } from "react";
import { ListStates } from "@/app/_chat/settings/list-states";
import { useDistinctPeople } from "@/app/_chat/users/avatar-palettes";
import { usePages } from "@/app/_client/use-pages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Select } from "@/app/_ui/select";
import { TextField } from "@/app/_ui/text-field";
import { useDebouncedValue } from "@/app/_ui/use-debounced-value";
import type { Account } from "@/lib/realtime/protocol";
import type { AccountAction } from "./account-dialog";
import { AccountDialog } from "./account-dialog";
import { AccountRow } from "./account-row";
import { DeleteAccountDialog } from "./delete-account-dialog";

type AccountPage = { accounts: Account[]; nextCursor: string | null };

const sorts = ["joined", "seen", "storage"] as const;
const kinds = ["all", "administrators", "suspended", "deleting"] as const;

type Acting = { action: AccountAction | "delete"; account: Account };

/** All accounts of people, with a search and the actions of administrators. */
export function PeopleView() {
	const t = useTranslations("admin.people");
	const [typed, setTyped] = useState("");
	const [sort, setSort] = useState("joined");
	const [show, setShow] = useState("all");
	const [acting, setActing] = useState<Acting | null>(null);
	const q = useDebouncedValue(typed).trim().replace(/^@/, "");
	const path = `/api/admin/users?limit=50&sort=${sort}&show=${show}${q && `&q=${encodeURIComponent(q)}`}`;
	const { pages, again, ...states } = usePages<AccountPage>(path);
	const accounts = pages?.flatMap((page) => page.accounts);
	useDistinctPeople((accounts ?? []).map(({ user }) => user));
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
			<div className="grid gap-3 sm:grid-cols-3">
				<TextField
					label={t("search")}
					type="search"
					placeholder={t("searchHint")}
					maxLength={100}
					autoCapitalize="none"
					spellCheck={false}
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
			<ListStates
				{...states}
				again={again}
				count={accounts?.length}
				empty={{ icon: <Users size="1.75rem" strokeWidth={1.75} aria-hidden="true" />, title: t("nobody") }}
			>
				<ul className="divide-y border-y">
					{accounts?.map((account) => (
						<AccountRow
							key={account.user.id}
							account={account}
							onAct={(action) => setActing({ action, account })}
							onChanged={again}
						/>
					))}
				</ul>
			</ListStates>
			{acting && <ActingDialog {...acting} onClose={() => setActing(null)} onChanged={again} />}
		</div>
	);
}

function ActingDialog({ action, ...rest }: Acting & { onClose: () => void; onChanged: () => unknown }) {
	return action === "delete" ? <DeleteAccountDialog {...rest} /> : <AccountDialog action={action} {...rest} />;
}
