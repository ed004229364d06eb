"""Fair choice: from what each one wrote on a ballot to what was chosen, stage by stage."""
