"use client";

import { useState } from "react";
import { PageBody } from "@/app/_chat/shell/page-layout";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Tabs } from "@/app/_ui/tabs";
import type { RoleDetailsProps } from "./role-details-props";
import { RoleForm } from "./role-form";
import { RoleMembers } from "./role-members";

/** The chosen role: its name and permissions, and its members. Everybody has @everyone, so that has no list. */
export function RoleDetails(props: RoleDetailsProps) {
	const t = useTranslations("roles");
	const leaveQuestion = useTranslations("serverSettings")("leaveUnsaved");
	const [tab, setTab] = useState<"permissions" | "members">("permissions");
	const { role } = props;
	const body = (
		<PageBody className="scroll-pb-24">
			<div className="max-w-190 px-7 pt-5 pb-8 max-md:px-4">
				{tab === "members" ? <RoleMembers {...props} /> : <RoleForm {...props} />}
			</div>
		</PageBody>
	);
	if (role.everyone) return <div className="contents">{body}</div>;
	return (
		<div className="row-start-2 grid min-h-0 grid-rows-[auto_minmax(0,1fr)]">
			<Tabs
				label={role.name}
				tabs={[
					{ value: "permissions", label: t("tabPermissions") },
					{ value: "members", label: t("tabMembers"), count: role.memberCount },
				]}
				value={tab}
				onChange={(next) => {
					if (document.querySelector("[data-unsaved]") === null || confirm(leaveQuestion)) setTab(next);
				}}
				className="px-7 max-md:px-4"
			>
				{body}
			</Tabs>
		</div>
	);
}
