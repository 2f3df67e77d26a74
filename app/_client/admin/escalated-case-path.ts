/** The page of a case that was handed to the administrators. */
export const escalatedCasePath = (caseId: number): string => `/admin/cases/${caseId}`;
