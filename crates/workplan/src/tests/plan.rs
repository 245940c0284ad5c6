use crate::{ItemRole, Plan, Split};

fn shipped() -> Plan {
    Plan::embedded().expect("the shipped plans load").into_iter().find(|plan| plan.year == 2017).unwrap()
}

#[test]
fn the_notice_is_there_whole() {
    let plan = shipped();
    let of = |role| plan.items.iter().filter(|item| item.role == role).count();
    assert_eq!((of(ItemRole::Header), of(ItemRole::Lead), of(ItemRole::Join), of(ItemRole::Own)), (1, 6, 3, 3));
    assert_eq!(of(ItemRole::Requirement), 5);
    let society = plan.items.iter().filter(|item| item.scheme.as_deref() == Some("society")).count();
    assert_eq!(society, 4, "社会扶贫 has A4, A6, B2, B3");
    assert_eq!(plan.addressees.len(), 8);
    assert_eq!(plan.counties().count(), 5);
    let (_, villages) = plan.indicator("h.villages").unwrap();
    assert_eq!(villages.target.unwrap().shown(), "90");
    assert_eq!(villages.split, Split::AddUp);
    let (own, _) = plan.task("b3.platform").unwrap();
    assert!(own.sections.contains(&"福利慈善科".to_owned()), "an alias becomes the section's own name");
}

/// A head and one item, with `change` applied to the text.
fn mistakes(of_head: (&str, &str), of_item: (&str, &str)) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans/2017");
    for name in ["plan.toml", "lead.toml"] {
        let (from, to) = if name == "plan.toml" { of_head } else { of_item };
        let text = std::fs::read_to_string(format!("{root}/{name}")).unwrap();
        assert!(from.is_empty() || text.contains(from), "{from} is not in {name}");
        std::fs::write(folder.path().join(name), text.replacen(from, to, 1)).unwrap();
    }
    match Plan::load_dir(folder.path()) {
        Ok(_) => Vec::new(),
        Err(mistakes) => mistakes.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_folder_loads_as_it_is() {
    assert_eq!(mistakes(("", ""), ("", "")), Vec::<String>::new());
}

#[test]
fn the_days_of_reminding_are_read_and_wrong_ones_named() {
    let rule = shipped().reminding;
    assert_eq!((rule.before.as_slice(), rule.leader_after), ([10, 3, 0].as_slice(), Some(5)), "WP-08");
    let said = |from, to| mistakes((from, to), ("", "")).join("\n");
    assert!(said("before = 10", "before = 99").contains("应是 0 到 60 个工作日"));
    assert!(said("before = 10", "").contains("请写 before"));
    assert!(said("before = 10", "before = 10\nafter = 1").contains("不认识“after”"));
    assert!(said("leader_after = 5", "leader_after = -5").contains("应是 0 到 60 个工作日"));
}

/// What is changed in `lead.toml`, and what must be said.
const WRONG: &[(&str, &str, &str)] = &[
    ("target = \"5\"", "target = \"五个\"", "lead.toml 第22行：指标 a1.standard的 target：“五个”不是数值"),
    ("direction = \"at_most\"", "direction = \"least\"", "不认识“least”，可以写：at_least、at_most"),
    ("due = \"2017-06-30\"", "due = \"2017-06-31\"", "日期“2017-06-31”不存在"),
    ("unit = \"所\"", "", "缺 unit"),
    ("unit = \"所\"", "unit = \"所\"\ncolour = \"red\"", "不认识“colour”"),
    ("sections = [\"福利慈善科\"]", "sections = [\"福利科\"]", "总表里没有科室“福利科”"),
    ("leader = \"welfare\"", "leader = \"nobody\"", "总表里没有责任领导“nobody”"),
    ("\"起草 30\"", "\"起草\"", "应写成“名称 提前几个工作日”"),
    ("\"起草 30\"", "\"起草 3\"", "要按先后排"),
    ("every = 2", "every = 0", "写 1 到 12 的整数"),
    ("village = \"510904105215\"", "village = \"510904105216\"", "总表里没有这个村"),
    ("id = \"a3.paid\"", "id = \"a3.average\"", "编号“a3.average”用了两次"),
    ("id = \"a3.paid\"", "id = \"a3/paid\"", "只能用英文字母"),
    ("reported_by = \"city\"", "", "没有人上报，系统也不计算"),
    ("scheme = \"culture\"", "scheme = \"cultural\"", "总表里没有专项方案“cultural”"),
    ("title = \"农村特困人员供养\"", "title = 农村特困人员供养", "写法不对"),
];

#[test]
fn a_mistake_has_its_line_and_says_what_to_write() {
    for (from, to, said) in WRONG {
        let found = mistakes(("", ""), (from, to));
        assert!(found.iter().any(|mistake| mistake.contains(said)), "{from} → {to}: {found:?}");
    }
    let found = mistakes(("year = 2017", ""), ("", ""));
    assert!(found[0].contains("缺 year"), "{found:?}");
    let found = mistakes(("[[addressee]]", "[[addresse]]"), ("", ""));
    assert!(found.iter().any(|mistake| mistake.contains("不认识“addresse”")), "{found:?}");
    let empty = tempfile::tempdir().unwrap();
    assert!(Plan::load_dir(empty.path()).unwrap_err()[0].to_string().contains("没有 plan.toml"));
}
