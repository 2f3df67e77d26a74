import type { ReactNode } from "react";
import { AdminAccess } from "@/app/_chat/admin/admin-access";

/** The layout of the administration. Each page checks access itself. */
export default function AdminLayout({ children }: { children: ReactNode }) {
	return <AdminAccess>{children}</AdminAccess>;
}
