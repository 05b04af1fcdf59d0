"""What people publish under a prompt: posts, drafts, revisions, and who may see them."""
