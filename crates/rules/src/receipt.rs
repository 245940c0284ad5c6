//! Receipts (凭据): enough to compute a decision again and to see whether anything has changed.

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::facts::Facts;
use crate::library::Library;
use crate::parameters::{FINGERPRINT_SEED, fingerprint};
use crate::policy::Policy;
use crate::problem::RuleFault;

/// What a decision was made from, and what came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The policy's id.
    pub policy: String,
    /// A fingerprint of the rule text (32 hexadecimal digits).
    pub rules: String,
    /// A fingerprint of every parameter value that the rules could read on the day in the division.
    pub parameters: String,
    /// The day assessed for.
    pub on: Day,
    /// The division assessed for.
    pub division: String,
    /// The facts as they were entered.
    pub facts: Facts,
    /// 符合, 不符合, 未知 or 转人工.
    pub decision: Answer,
    /// The word of the policy that says why.
    pub reason: Answer,
    /// The amount.
    pub amount: Answer,
}

/// What computing a receipt again showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// Whether the rule text is the one of the receipt.
    pub same_rules: bool,
    /// Whether the parameter values are those of the receipt.
    pub same_parameters: bool,
    /// Whether decision, reason and amount came out the same.
    pub same_result: bool,
    /// The receipt as it would be written today.
    pub today: Receipt,
}

impl Receipt {
    /// For storing with the decision.
    ///
    /// # Errors
    /// Never for a receipt made here; serde's own failure otherwise.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Reads what [`Receipt::to_json`] wrote.
    ///
    /// # Errors
    /// When the text is not such a document.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

impl Policy {
    /// Assesses one household and writes the receipt.
    ///
    /// # Errors
    /// As [`Policy::assess`].
    pub fn receipt(&self, facts: &Facts, on: Day, division: &str) -> Result<Receipt, RuleFault> {
        let bound = self.bind(facts, on)?;
        let run = self.run(&bound, on, division);
        let verdict = self.verdict_of(&run)?;
        Ok(Receipt {
            policy: self.id().to_owned(),
            rules: format!("{:032x}", self.program().text_hash),
            parameters: self.parameter_fingerprint(on, division),
            on,
            division: division.to_owned(),
            facts: facts.clone(),
            decision: verdict.decision,
            reason: verdict.reason,
            amount: verdict.amount,
        })
    }

    /// A fingerprint of what the rules could read on a day in a division. Rules about events read
    /// values of other days too, so that all their values count.
    fn parameter_fingerprint(&self, on: Day, division: &str) -> String {
        let program = self.program();
        let events = program.groups.iter().any(|group| group.events.is_some());
        let text = |parameter: &usize| {
            if events {
                self.store().canonical(*parameter)
            } else {
                self.store().canonical_on(*parameter, on, division)
            }
        };
        let hash =
            program.parameters.iter().fold(FINGERPRINT_SEED, |hash, parameter| fingerprint(&text(parameter), hash));
        format!("{hash:032x}")
    }
}

impl Library {
    /// Computes a receipt again with the rules and values of this library.
    ///
    /// # Errors
    /// A policy that is not here any more, or facts that its rules cannot take any more.
    pub fn replay(&self, receipt: &Receipt) -> Result<Replay, RuleFault> {
        let policy = self
            .policy(&receipt.policy)
            .ok_or_else(|| RuleFault::NoSuchName { policy: "政策库".to_owned(), name: receipt.policy.clone() })?;
        let today = policy.receipt(&receipt.facts, receipt.on, &receipt.division)?;
        let results = |receipt: &Receipt| (receipt.decision.clone(), receipt.reason.clone(), receipt.amount.clone());
        Ok(Replay {
            same_rules: today.rules == receipt.rules,
            same_parameters: today.parameters == receipt.parameters,
            same_result: results(&today) == results(receipt),
            today,
        })
    }
}
