import { notFound } from "next/navigation";
import type { LoadedServer } from "@/lib/auth/access";
import type { Viewer } from "@/lib/auth/viewer";
import { details, loadCase } from "@/lib/cases/details";
import { isAppError } from "@/lib/errors";
import { idFrom } from "@/lib/ids";
import type { CaseDetails } from "@/lib/realtime/protocol";
import * as servers from "@/lib/servers/servers";
import { openManagedServer } from "../../../open-server";
import { SectionPage, sectionMetadata } from "../../section-page";
import { CaseView } from "./case-view";

type Props = { params: Promise<{ serverId: string; caseId: string }> };

export const generateMetadata = () => sectionMetadata("reports");

export default async function CasePage({ params }: Props) {
	const { serverId, caseId } = await params;
	const { viewer, open } = await openManagedServer(serverId, "/reports", `/${caseId}`);
	const [{ server }, first] = await Promise.all([servers.get(viewer, open), caseOr404(viewer, open, idFrom(caseId))]);
	return (
		<SectionPage server={server} title="reports">
			<CaseView server={server} caseId={first.case.id} first={first} />
		</SectionPage>
	);
}

/** A case that the viewer may not see is a 404, like one that never existed. */
async function caseOr404(viewer: Viewer, open: LoadedServer, id: number | null): Promise<{ case: CaseDetails }> {
	try {
		return await details(viewer, await loadCase(viewer, open, id));
	} catch (error) {
		if (isAppError(error, "case_not_found")) notFound();
		throw error;
	}
}
