"use client";

import { SearchX, Shapes } from "lucide-react";
import { useState } from "react";
import { CreateServerButton } from "@/app/_chat/servers/create-server-button";
import { ServerGrid } from "@/app/_chat/servers/server-grid";
import { Link } from "@/app/_chat/shell/link";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useCategoryName } from "@/app/_client/servers/use-category-name";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button, buttonClass } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import type { Category, Server } from "@/lib/realtime/protocol";

type Page = { servers: Server[]; nextCursor: string | null };
type Props = {
	first: Page;
	wanted: { category: string | undefined; q: string | undefined; sort: string };
	categoryOfNone: Category | undefined;
	acceptsAccounts: boolean;
};

/** One list with further pages. */
export function ExploreResults({ first, wanted, categoryOfNone, acceptsAccounts }: Props) {
	const t = useTranslations("explore");
	const errorText = useErrorMessage();
	const [more, setMore] = useState<Page>({ servers: [], nextCursor: first.nextCursor });
	const { busy, failure, submit } = useSubmit(async () => {
		const query = new URLSearchParams({ sort: wanted.sort, cursor: more.nextCursor ?? "", limit: "24" });
		if (wanted.q) query.set("q", wanted.q);
		if (wanted.category) query.set("category", wanted.category);
		const page = await api.get<Page>(`/api/servers?${query}`);
		setMore({ servers: [...more.servers, ...page.servers], nextCursor: page.nextCursor });
	});

	// A join changes the member counts that order the pages, so a server may occur twice.
	const servers = [...new Map([...first.servers, ...more.servers].map((server) => [server.id, server])).values()];
	if (servers.length === 0) return <Nothing q={wanted.q} category={categoryOfNone} acceptsAccounts={acceptsAccounts} />;
	return (
		<section aria-labelledby="results" className="px-8 max-md:px-4">
			<h2 id="results" className="sr-only">
				{t("allServers")}
			</h2>
			{wanted.q && (
				<p role="status" className="mb-3 text-meta text-text-muted">
					{more.nextCursor
						? t("resultsMore", { query: wanted.q })
						: t("results", { count: servers.length, query: wanted.q })}
				</p>
			)}
			<ServerGrid servers={servers} />
			{failure && (
				<div className="mt-4">
					<Alert tone="danger">
						{t("loadFailed")} {errorText(failure)}
					</Alert>
				</div>
			)}
			{more.nextCursor && (
				<div className="mt-6 grid justify-items-center">
					<Button busy={busy} onClick={submit}>
						{t("showMore")}
					</Button>
				</div>
			)}
		</section>
	);
}

type NothingProps = { q: string | undefined; category: Category | undefined; acceptsAccounts: boolean };

function Nothing({ q, category, acceptsAccounts }: NothingProps) {
	const t = useTranslations();
	const signedIn = useSignedIn();
	const categoryName = useCategoryName();
	const iconProps = { size: "1.75rem", strokeWidth: 1.75, "aria-hidden": true } as const;
	const create = signedIn ? (
		<CreateServerButton primary />
	) : (
		acceptsAccounts && (
			<Link href="/register" className={buttonClass("primary")}>
				{t("shell.createAccount")}
			</Link>
		)
	);
	return (
		<section role="status" className="px-8 pt-2 max-md:px-4">
			{q ? (
				<EmptyState
					icon={<SearchX {...iconProps} />}
					title={t("explore.noMatch", { query: q })}
					text={signedIn ? t("explore.noMatchText") : t("explore.noMatchGuestText")}
				>
					{create}
				</EmptyState>
			) : (
				<EmptyState
					icon={<Shapes {...iconProps} />}
					title={category ? t("explore.emptyCategory", { name: categoryName(category) }) : t("home.quiet")}
					text={signedIn ? t("explore.emptyCategoryText") : acceptsAccounts ? t("explore.emptyGuestText") : undefined}
				>
					{create}
				</EmptyState>
			)}
		</section>
	);
}
