"use client";

import { ShieldAlert } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import type { AutomodRule, Server } from "@/lib/realtime/protocol";
import { RuleEditor } from "./rule-editor";
import { RuleRow } from "./rule-row";

type Props = { server: Server; first: AutomodRule[] };

/** The automod rules of a server: a list, or the editor of one of them. */
export function Automod({ server, first }: Props) {
	const t = useTranslations("automod");
	const [rules, setRules] = useState(first);
	const [edited, setEdited] = useState<AutomodRule | "new" | null>(null);
	/** Whose button receives the focus when the editor, which takes the place of the list, closes. */
	const [returnTo, setReturnTo] = useState<number | "new">();
	const list = useRef<HTMLDivElement>(null);
	const edit = (rule: AutomodRule | "new") => {
		setReturnTo(rule === "new" ? rule : rule.id);
		setEdited(rule);
	};
	const replace = (rule: AutomodRule) =>
		setRules((now) =>
			now.some(({ id }) => id === rule.id) ? now.map((one) => (one.id === rule.id ? rule : one)) : [...now, rule],
		);
	if (edited)
		return (
			<RuleEditor
				server={server}
				rule={edited === "new" ? null : edited}
				onSaved={(rule) => {
					replace(rule);
					setReturnTo(rule.id);
					setEdited(null);
				}}
				onCancel={() => setEdited(null)}
			/>
		);
	return (
		<div ref={list} tabIndex={-1} className="grid grid-cols-[minmax(0,1fr)] gap-4 outline-none">
			<p className="text-text-muted">{t("intro")}</p>
			<Button
				variant="primary"
				className="justify-self-start"
				autoFocus={returnTo === "new"}
				onClick={() => edit("new")}
			>
				{t("add")}
			</Button>
			{rules.length === 0 ? (
				<EmptyState
					icon={<ShieldAlert size="1.75rem" strokeWidth={1.75} aria-hidden="true" />}
					title={t("none")}
					text={t("noneText")}
				/>
			) : (
				<ul className="divide-y border-y">
					{rules.map((rule) => (
						<RuleRow
							key={rule.id}
							serverId={server.id}
							rule={rule}
							onChanged={replace}
							hasFocus={returnTo === rule.id}
							onEdit={() => edit(rule)}
							onDeleted={() => {
								list.current?.focus();
								setRules((now) => now.filter(({ id }) => id !== rule.id));
							}}
						/>
					))}
				</ul>
			)}
		</div>
	);
}
