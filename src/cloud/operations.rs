//! Every AWS operation that the binary can call. All of them read; a test holds the code to this table.

/// One operation of an AWS API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// All user pools of an account and region; only when no pool was named.
    ListUserPools,
    /// A user pool's settings.
    DescribeUserPool,
    /// All app clients of a pool; only when a client was not named.
    ListUserPoolClients,
    /// An app client's settings, its secret among them.
    DescribeUserPoolClient,
    /// A pool's second factors. Optional.
    GetUserPoolMfaConfig,
    /// A pool's external identity providers by name and type. Optional.
    ListIdentityProviders,
    /// An identity pool's settings.
    DescribeIdentityPool,
    /// All identity pools of an account and region; only when none was named.
    ListIdentityPools,
    /// The roles of an identity pool's users.
    GetIdentityPoolRoles,
    /// Who may take a role. Optional.
    GetRole,
    /// A pool's groups and their roles; only for a check and for a file that names groups. Optional.
    ListGroups,
    /// The state of a pool's domain; only for a check. Optional.
    DescribeUserPoolDomain,
    /// Session tags of an identity pool; only for a check. Optional.
    GetPrincipalTagAttributeMap,
    /// Whose account the credentials are of; only where the link remembers one. Everybody may ask.
    GetCallerIdentity,
}

impl Operation {
    /// The whole table.
    pub const ALL: [Self; 14] = [
        Self::ListUserPools,
        Self::DescribeUserPool,
        Self::ListUserPoolClients,
        Self::DescribeUserPoolClient,
        Self::GetUserPoolMfaConfig,
        Self::ListIdentityProviders,
        Self::DescribeIdentityPool,
        Self::ListIdentityPools,
        Self::GetIdentityPoolRoles,
        Self::GetRole,
        Self::ListGroups,
        Self::DescribeUserPoolDomain,
        Self::GetPrincipalTagAttributeMap,
        Self::GetCallerIdentity,
    ];

    /// The operation's name in the API reference.
    pub fn name(self) -> &'static str {
        match self {
            Self::ListUserPools => "ListUserPools",
            Self::DescribeUserPool => "DescribeUserPool",
            Self::ListUserPoolClients => "ListUserPoolClients",
            Self::DescribeUserPoolClient => "DescribeUserPoolClient",
            Self::GetUserPoolMfaConfig => "GetUserPoolMfaConfig",
            Self::ListIdentityProviders => "ListIdentityProviders",
            Self::DescribeIdentityPool => "DescribeIdentityPool",
            Self::ListIdentityPools => "ListIdentityPools",
            Self::GetIdentityPoolRoles => "GetIdentityPoolRoles",
            Self::GetRole => "GetRole",
            Self::ListGroups => "ListGroups",
            Self::DescribeUserPoolDomain => "DescribeUserPoolDomain",
            Self::GetPrincipalTagAttributeMap => "GetPrincipalTagAttributeMap",
            Self::GetCallerIdentity => "GetCallerIdentity",
        }
    }

    /// What is missing without the right to it; `None` where a command fails without it.
    pub fn cost_of_denial(self) -> Option<&'static str> {
        match self {
            Self::GetUserPoolMfaConfig => Some("the files do not say which second factors there are"),
            Self::ListIdentityProviders => Some("nobody can say whether the client's providers exist"),
            Self::GetIdentityPoolRoles => Some("nobody can say which roles the identity pool's users take"),
            Self::GetRole => Some("nobody can say whether the identity pool's users may take their roles"),
            Self::ListGroups => Some("the roles of groups are not checked, and no file names the groups"),
            Self::DescribeUserPoolDomain => Some("the state of the domain is not checked"),
            Self::GetPrincipalTagAttributeMap => Some("session tags are not checked"),
            Self::ListUserPools
            | Self::DescribeUserPool
            | Self::ListUserPoolClients
            | Self::DescribeUserPoolClient
            | Self::DescribeIdentityPool
            | Self::ListIdentityPools
            | Self::GetCallerIdentity => None,
        }
    }

    /// The IAM action that allows it.
    pub fn iam_action(self) -> String {
        let service = match self {
            Self::DescribeIdentityPool
            | Self::ListIdentityPools
            | Self::GetIdentityPoolRoles
            | Self::GetPrincipalTagAttributeMap => "cognito-identity",
            Self::GetRole => "iam",
            Self::GetCallerIdentity => "sts",
            _ => "cognito-idp",
        };
        format!("{service}:{}", self.name())
    }
}
