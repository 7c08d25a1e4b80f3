"""Units, bodies, terms, mandates, assignments and the policy of rights, all dated (tổ chức)."""
