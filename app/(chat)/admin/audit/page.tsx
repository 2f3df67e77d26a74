import { AdminPage, adminMetadata } from "../admin-page";
import { InstanceAuditLog } from "./instance-audit-log";

export const generateMetadata = () => adminMetadata("audit");

export default function AuditPage() {
	return (
		<AdminPage title="audit">
			<InstanceAuditLog />
		</AdminPage>
	);
}
