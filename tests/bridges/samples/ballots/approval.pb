META
key;value
description;Garden money of Weir Lane
num_projects;4
num_votes;6
budget;1 000,50
vote_type;approval
rule;greedy
min_length;1
max_length;2
PROJECTS
project_id;cost;votes;name;selected
1;600;4;"Benches; by the ""old"" weir";1
2;450.5;2;Cinema under trees;0
p-3;300;1;Drinking fountain;1
4;90;0;Elder hedge;2
VOTES
voter_id;vote;age
a;1,2;34
b;1;61
c;;20
d;p-3,1;
e;1, 2;44
f;p-3,1,2
