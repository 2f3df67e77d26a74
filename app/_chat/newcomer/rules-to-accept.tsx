"use client";

import { useState } from "react";
import useSWR, { useSWRConfig } from "swr";
import { api, asApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { mineKey } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/skeleton";
import type { MemberServer, Server } from "@/lib/realtime/protocol";
import { RuleList } from "../servers/server-front";
import { Sheet } from "./sheet";

type Props = { server: MemberServer; onAccepted: () => void };

/** The rules of a server, which a member accepts before they can write. */
export function RulesToAccept({ server: { id, name, rulesVersion }, onAccepted }: Props) {
	const t = useTranslations("rules");
	const errorText = useErrorMessage();
	const path = `/api/servers/${id}`;
	const { mutate: mutateAll } = useSWRConfig();
	const { data, error, mutate } = useSWR<{ server: Server }>(path);
	// The cache may have the server without its rules, or with earlier ones.
	const shown = data?.server.rulesVersion === rulesVersion ? data.server.joinRequirements?.rules : undefined;
	const [hasChanged, setChanged] = useState(false);
	const { busy, failure, submit } = useSubmit(async () => {
		try {
			await api.put(`${path}/rules`, { accept: rulesVersion });
		} catch (error) {
			if (asApiError(error).code !== "conflict") throw error;
			setChanged(true);
			await Promise.all([mutate(), mutateAll(mineKey)]);
			return;
		}
		await mutateAll(mineKey);
		onAccepted();
	});
	const again = () => void mutate();
	return (
		<Sheet
			title={t("acceptHeading", { name })}
			text={t("acceptText")}
			actions={
				<Button
					variant="primary"
					disabled={!shown}
					busy={busy}
					busyLabel={t("accepting")}
					onClick={() => void submit()}
				>
					{t("accept")}
				</Button>
			}
		>
			<div className="grid gap-3">
				{hasChanged && <Alert tone="danger">{t("changed")}</Alert>}
				{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
				{shown ? (
					<RuleList rules={shown} />
				) : error === undefined ? (
					<RuleSkeletons />
				) : (
					<div className="grid justify-items-start gap-2">
						<Alert tone="danger">{errorText(error)}</Alert>
						<Button size="small" onClick={again}>
							{t("tryAgain")}
						</Button>
					</div>
				)}
			</div>
		</Sheet>
	);
}

function RuleSkeletons() {
	return (
		<div aria-hidden="true" className="grid gap-3">
			{["w-3/4", "w-1/2", "w-2/3"].map((width) => (
				<Skeleton key={width} className={`h-4 ${width}`} />
			))}
		</div>
	);
}
